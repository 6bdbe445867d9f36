package dev.tidemill.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A result that must be used: Error Prone refuses code that drops it.
///
/// On a type it holds for all methods of the type. Our own annotation, so that nobody
/// needs a further jar: Error Prone goes by the simple name.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface CheckReturnValue {}
