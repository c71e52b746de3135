package io.github.helidonlmi.archetype.support;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * This repository in another folder, without what it has built.
 */
public final class Checkout {
    private Checkout() {
    }

    /** Copies what is committed, or would be. */
    public static Path in(Path target) throws Exception {
        Path here = Path.of("").toAbsolutePath();
        for (String file : Tool.GIT.run(here, "ls-files", "--cached", "--others", "--exclude-standard").success().lines()
                .distinct().toList()) {
            if (Files.exists(here.resolve(file))) {
                Files.createDirectories(target.resolve(file).getParent());
                Files.copy(here.resolve(file), target.resolve(file));
            }
        }
        return target;
    }
}
