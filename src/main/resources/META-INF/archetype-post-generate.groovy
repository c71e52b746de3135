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
@Field Map<String, String> problems = [:]

checkIds()
checkNumbers()
checkChoices()
checkTogether()
if (problems) {
    leaveParent()
    deleteProject()
    refuse()
}
makeExecutable()
showNextSteps()

void checkIds() {
    check 'groupId', values.groupId ==~ /[A-Za-z0-9_][A-Za-z0-9_-]*(\.[A-Za-z0-9_][A-Za-z0-9_-]*)*/,
            'must be words of letters, digits, _ and - (not first) joined by dots, such as com.example'
    check 'artifactId', values.artifactId ==~ /[A-Za-z][A-Za-z0-9-]{0,127}/,
            'must be a letter, then letters, digits and -, at most 128 in all (the CloudFormation stack has this name too)'
    check 'version', values.version ==~ /[A-Za-z0-9][A-Za-z0-9._+-]*/,
            'must be a letter or digit, then letters, digits and . _ + -, such as 1.0-SNAPSHOT'

    String name = values.package
    boolean derived = name == values.groupId.replaceAll('-', '_').toLowerCase() + '.' +
            values.artifactId.replaceAll('[^A-Za-z0-9]', '').toLowerCase()
    if (!derived || !problems.containsKey('groupId') && !problems.containsKey('artifactId')) {
        check 'package', SourceVersion.isName(name) && !(name + '.').startsWith('java.'),
                'must be a Java package name outside java, such as -Dpackage=com.example.app' +
                (derived ? ' (this one was made of groupId and artifactId)' : '')
    }
}

void checkNumbers() {
    checkNumber 'memorySize', 2048..32768, 'MB'
    checkNumber 'concurrency', 1..1600, 'requests at once in one execution environment'
    checkNumber 'maxVCpuCount', 2..15000, 'vCPUs of all instances together'
    checkNumber 'targetCpuUtilization', 1..100, 'percent'
    checkNumber 'minExecutionEnvironments', 0..15000, 'execution environments that always run'
    checkNumber 'maxExecutionEnvironments', 0..15000, 'execution environments at the most'
    checkNumber 'timeout', 1..900, 's'
    checkNumber 'port', 1024..65535, "but not 9001, the port of Lambda's Runtime API", 9001
}

void checkChoices() {
    checkChoice 'memoryPerVCpu', '2', '4', '8'
    checkChoice 'architecture', 'x86_64', 'arm64'
    checkChoice 'javaVersion', '21', '25'
    checkChoice 'functionUrlAuth', 'NONE', 'AWS_IAM'
}

void checkTogether() {
    together(['minExecutionEnvironments', 'maxExecutionEnvironments']) { min, max ->
        check 'minExecutionEnvironments', min <= max, "must not be more than maxExecutionEnvironments=$max"
        check 'minExecutionEnvironments', min > 0 || max == 0,
                "must be at least 1 (0 switches the function off, only together with maxExecutionEnvironments=0)"
    }
    together(['memorySize', 'memoryPerVCpu']) { memory, perVCpu ->
        check 'memorySize', memory >= perVCpu * 1024,
                "must be at least ${perVCpu * 1024} (MB, one vCPU at memoryPerVCpu=$perVCpu)"
    }
    together(['minExecutionEnvironments', 'memorySize', 'memoryPerVCpu', 'maxVCpuCount']) { min, memory, perVCpu, vCpus ->
        long most = 15000L * perVCpu * 1024
        check 'minExecutionEnvironments', min * memory <= most,
                "must be at most ${most.intdiv(memory)}, all that 15000 vCPUs hold (memorySize=$memory, memoryPerVCpu=$perVCpu)"
        long needed = (min * memory + perVCpu * 1024 - 1).intdiv(perVCpu * 1024)
        check 'maxVCpuCount', vCpus >= needed || problems.containsKey('minExecutionEnvironments'),
                "must be at least $needed (for minExecutionEnvironments=$min, memorySize=$memory, memoryPerVCpu=$perVCpu)"
    }
}

void checkNumber(String key, IntRange range, String meaning, int... except) {
    String value = values[key]
    check key, value ==~ /0|[1-9][0-9]{0,4}/ && (value as int) in range && !((value as int) in except),
            "must be a whole number from $range.from to $range.to ($meaning)"
}

void checkChoice(String key, String... choices) {
    check key, values[key] in choices, 'must be ' + choices[0..-2].join(', ') + ' or ' + choices[-1]
}

void together(List<String> keys, Closure rule) {
    if (keys.every { !problems.containsKey(it) }) {
        rule(*keys.collect { values[it] as long })
    }
}

void check(String key, boolean accepted, CharSequence rule) {
    if (!accepted) {
        problems.putIfAbsent(key, rule.toString())
    }
}

// The plugin has entered the project in a parent pom.xml, unless that one names it from before
void leaveParent() {
    Path parent = output.resolve('pom.xml')
    if (Files.exists(parent) && modified(parent) >= modified(project.resolve('pom.xml')) - 2000) {
        String name = request.artifactId.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
        String module = Pattern.quote("<module>$name</module>")
        String pom = Files.readString(parent, Charset.defaultCharset())
        String modules = "\\s*<modules>\\s*$module\\s*</modules>|\\s*$module(?=\\s*</modules>)"
        Files.writeString(parent, pom.replaceFirst(modules, ''), Charset.defaultCharset())
    }
}

void deleteProject() {
    filesOfThisRun().each { file ->
        file.toFile().delete()
        Path directory = file.parent
        while (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && !Files.isSameFile(directory, output)
                && directory.toFile().delete()) {
            directory = directory.parent
        }
    }
}

void refuse() {
    throw new IllegalArgumentException('\n\nNo project was generated. ' +
            (problems.size() == 1 ? '1 value is not accepted:\n' : "${problems.size()} values are not accepted:\n") +
            problems.collect { key, rule -> "  $key=${values[key]}: $rule\n" }.join(''))
}

void makeExecutable() {
    [project.resolve('run.sh'), project.resolve('mvnw')].intersect(filesOfThisRun()).each {
        it.toFile().setExecutable(true, false)
    }
}

void showNextSteps() {
    println """
        Next, as README.md tells in full:
          cd $request.artifactId
          ./mvnw verify
          make run
          sam build && sam deploy --guided
        """.stripIndent()
    if (values.functionUrlAuth == 'NONE') {
        println 'Everybody will be able to call the function URL. Generate with -DfunctionUrlAuth=AWS_IAM to close it.\n'
    }
}

// The generator writes pom.xml first, and never over a file that exists
List<Path> filesOfThisRun() {
    long start = modified(project.resolve('pom.xml'))
    namesOfFiles().collect { new File(project.toFile(), it).toPath() }.findAll {
        Files.isRegularFile(it, LinkOption.NOFOLLOW_LINKS) && modified(it) >= start
    }
}

// As the generator makes them, which also fills placeholders that a package brings along
List<String> namesOfFiles() {
    String directory = Matcher.quoteReplacement('/' + values.package.replace('.', '/') + '/')
    Pattern placeholder = ~/__((?:[^_]+_)*[^_]+)__/
    def archetype = new File(Thread.currentThread().contextClassLoader.URLs[0].toURI())
    new ZipFile(archetype).withCloseable { zip ->
        Collections.list(zip.entries())*.name.findAll { it ==~ 'archetype-resources/.*[^/]' }.collect {
            String name = (it - 'archetype-resources/').replaceFirst('(?<=^src/(main|test)/java)/', directory)
            placeholder.matcher(name).replaceAll { values[it.group(1)] ?: Matcher.quoteReplacement(it.group()) }
        }
    }
}

long modified(Path file) {
    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis()
}
