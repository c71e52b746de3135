package io.github.helidonlmi.archetype.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Skips a test class, and says so, when a tool is missing; with {@code CI=true} it fails.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresTools.Condition.class)
public @interface RequiresTools {
    public Tool[] value();

    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String needs = AnnotationSupport.findAnnotation(context.getElement(), RequiresTools.class).stream()
                    .flatMap(requires -> Stream.of(requires.value()))
                    .flatMap(Tool::lacking)
                    .distinct()
                    .collect(Collectors.joining("; "));
            if (needs.isEmpty()) {
                return ConditionEvaluationResult.enabled(null);
            }
            String message = context.getDisplayName() + " needs " + needs;
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(message);
            }
            System.out.println("Skipped: " + message);
            return ConditionEvaluationResult.disabled(message);
        }
    }
}
