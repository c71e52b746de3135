// In Java, which is compiled: Groovy would need longer for these rules than the plugin needs to generate the project
println Thread.currentThread().contextClassLoader.loadClass('io.github.helidonlmi.archetype.PostGenerate')
        .run(request.properties, request.outputDirectory)
