// What it does is in Java, which is compiled: Groovy compiles a script for each project, and would take 60 ms of CPU for these
// rules when warm and 1.8 s the first time, more than the plugin needs to generate the project. archetype:integration-test
// has no session
println Thread.currentThread().contextClassLoader.loadClass('io.github.helidonlmi.archetype.PostGenerate')
        .run(request.properties, request.mavenSession?.userProperties ?: new Properties(), request.outputDirectory)
