// The work is done in Java, because Groovy compiles this script for each project. These rules would take 60 ms of CPU when
// warm, and 1.8 s the first time: more than the plugin needs to generate the project. archetype:integration-test has no session
println Thread.currentThread().contextClassLoader.loadClass('io.github.helidonlmi.archetype.PostGenerate')
        .run(request.properties, request.mavenSession?.userProperties ?: new Properties(), request.outputDirectory)
