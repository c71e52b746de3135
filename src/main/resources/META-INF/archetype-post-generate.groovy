import groovy.transform.Field
import java.nio.charset.Charset
import java.nio.file.Files
import java.nio.file.LinkOption
import java.nio.file.Path
import java.util.regex.Matcher
import java.util.regex.Pattern
import java.util.zip.ZipFile
import javax.lang.model.SourceVersion

@Field Properties values = request.properties
@Field Path output = new File(request.outputDirectory).toPath()
@Field Path project = new File(request.outputDirectory, request.artifactId).toPath()
@Field long start = project.resolve('pom.xml').toFile().lastModified()
@Field Map<String, String> problems = [:]

checkIds()
checkSettings()
checkTogether()
if (problems) {
    deleteFiles()
    leaveParent()
    refuse()
}
makeExecutable()
showNextSteps()

void checkIds() {
    check 'groupId', values.groupId ==~ /[A-Za-z0-9_][A-Za-z0-9_-]*(\.[A-Za-z0-9_][A-Za-z0-9_-]*)*/,
            'must be words of letters, digits, _ and - (not first), joined by dots, such as com.example'
    check 'artifactId', values.artifactId ==~ /[A-Za-z][A-Za-z0-9-]{0,127}/,
            'must be at most 128 letters, digits and -, a letter first (it names the CloudFormation stack, too)'
    check 'version', values.version ==~ /[A-Za-z0-9][A-Za-z0-9._+-]*/,
            'must be letters, digits, . _ + and -, a letter or digit first, such as 1.0-SNAPSHOT'
    boolean derived = values.package == values.groupId.replaceAll('-', '_').toLowerCase() + '.' +
            values.artifactId.replaceAll('[^A-Za-z0-9]', '').toLowerCase()
    if (!derived || !problems.containsKey('groupId') && !problems.containsKey('artifactId')) {
        check 'package', SourceVersion.isName(values.package) && !"${values.package}.".startsWith('java.'),
                'must be the name of a Java package, not in java, such as com.example.app' +
                (derived ? '; this one comes from groupId and artifactId, give another with -Dpackage' : '')
    }
}

void checkSettings() {
    checkNumber 'memorySize', 2048..32768, 'MB'
    checkNumber 'concurrency', 1..1600, 'requests at once in one execution environment'
    checkChoice 'memoryPerVCpu', ['2', '4', '8'], ' (GiB)'
    checkNumber 'maxVCpuCount', 2..15000, 'vCPUs of all instances together'
    checkNumber 'targetCpuUtilization', 1..100, 'percent'
    checkNumber 'minExecutionEnvironments', 0..15000, 'execution environments that always run'
    checkNumber 'maxExecutionEnvironments', 0..15000, 'execution environments at the most'
    checkChoice 'architecture', ['x86_64', 'arm64']
    checkChoice 'javaVersion', ['21', '25']
    checkNumber 'timeout', 1..900, 's'
    checkNumber 'port', 1024..65535, "not 9001, which Lambda's Runtime API has", 9001
    checkChoice 'functionUrlAuth', ['NONE', 'AWS_IAM']
}

void checkTogether() {
    together(['minExecutionEnvironments', 'maxExecutionEnvironments']) { min, max ->
        check 'minExecutionEnvironments', min <= max, "must not be more than maxExecutionEnvironments=$max"
        check 'minExecutionEnvironments', min > 0 || max == 0,
                'must be at least 1; 0 switches the function off, and only together with maxExecutionEnvironments=0'
    }
    together(['memorySize', 'memoryPerVCpu']) { memory, perVCpu ->
        check 'memorySize', memory >= perVCpu * 1024,
                "must be at least ${perVCpu * 1024} (MB) for memoryPerVCpu=$perVCpu"
    }
    together(['minExecutionEnvironments', 'memorySize', 'memoryPerVCpu']) { min, memory, perVCpu ->
        long most = (15000 * perVCpu * 1024).intdiv(memory)
        check 'minExecutionEnvironments', min <= most,
                "must be at most $most, what 15000 vCPUs hold at memorySize=$memory and memoryPerVCpu=$perVCpu"
    }
    together(['maxVCpuCount', 'minExecutionEnvironments', 'memorySize', 'memoryPerVCpu']) { max, min, memory, perVCpu ->
        long needed = (min * memory + perVCpu * 1024 - 1).intdiv(perVCpu * 1024)
        check 'maxVCpuCount', max >= needed,
                "must be at least $needed for minExecutionEnvironments=$min, memorySize=$memory, memoryPerVCpu=$perVCpu"
    }
}

void checkNumber(String key, IntRange range, String meaning, int reserved = -1) {
    boolean number = values[key] ==~ /0|[1-9][0-9]{0,4}/
    check key, number && (values[key] as int) in range && (values[key] as int) != reserved,
            "must be a whole number from $range.from to $range.to ($meaning)"
}

void checkChoice(String key, List<String> choices, String meaning = '') {
    check key, values[key] in choices, "must be ${choices.init().join(', ')} or ${choices.last()}$meaning"
}

void together(List<String> keys, Closure rule) {
    if (!keys.any { problems.containsKey(it) }) {
        rule(*keys.collect { values[it] as long })
    }
}

void check(String key, boolean accepted, CharSequence rule) {
    if (!accepted) {
        problems.putIfAbsent(key, rule.toString())
    }
}

// The plugin has just made the project a module of a parent pom.xml, unless it was one before
void leaveParent() {
    Path parent = output.resolve('pom.xml')
    if (Files.exists(parent) && parent.toFile().lastModified() >= start - 2000) {
        String name = request.artifactId.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
        String module = "\\s*${Pattern.quote("<module>$name</module>")}"
        String text = Files.readString(parent, Charset.defaultCharset())
        text = text.replaceFirst("\\s*<modules>$module\\s*</modules>|$module(?=\\s*</modules>)", '')
        Files.writeString(parent, text, Charset.defaultCharset())
    }
}

void deleteFiles() {
    filesOfThisRun().each { file ->
        file.toFile().delete()
        Path folder = file.parent
        while (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isSameFile(folder, output)
                && folder.toFile().delete()) {
            folder = folder.parent
        }
    }
}

void refuse() {
    String count = problems.size() == 1 ? '1 value is' : "${problems.size()} values are"
    throw new IllegalArgumentException("\n\nNo project was generated. $count not accepted:\n" +
            problems.collect { key, rule -> "  $key=${values[key]}: $rule\n" }.join(''))
}

void makeExecutable() {
    filesOfThisRun().findAll { it.fileName.toString() in ['run.sh', 'mvnw'] }*.toFile()*.setExecutable(true, false)
}

void showNextSteps() {
    println """
        Next, as README.md describes:
          cd $request.artifactId
          ./mvnw verify
          make run
          sam build && sam deploy --guided
        """.stripIndent()
    if (values.functionUrlAuth == 'NONE') {
        println 'Everybody may call the function URL; generate with -DfunctionUrlAuth=AWS_IAM to close it.\n'
    }
}

// The generator never overwrites a file, and it writes pom.xml first
List<Path> filesOfThisRun() {
    namesOfFiles().collect { new File(project.toFile(), it).toPath() }.findAll {
        Files.isRegularFile(it, LinkOption.NOFOLLOW_LINKS) && it.toFile().lastModified() >= start
    }
}

// The generator also replaces each __key__ of a package by its value
List<String> namesOfFiles() {
    String folder = Matcher.quoteReplacement('/' + values.package.replace('.', '/') + '/')
    Pattern placeholder = ~/__((?:[^_]+_)*[^_]+)__/
    def archetype = new File(Thread.currentThread().contextClassLoader.URLs[0].toURI())
    new ZipFile(archetype).withCloseable { zip ->
        Collections.list(zip.entries())*.name.findAll { it ==~ 'archetype-resources/.*[^/]' }.collect {
            String name = (it - 'archetype-resources/').replaceFirst('(?<=^src/(main|test)/java)/', folder)
            placeholder.matcher(name).replaceAll { values[it.group(1)] ?: Matcher.quoteReplacement(it.group()) }
        }
    }
}
