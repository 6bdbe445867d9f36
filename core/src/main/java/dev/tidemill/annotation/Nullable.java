package dev.tidemill.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Null is taken or given here; everywhere else it is not.
///
/// Our own annotation, so that nobody needs a further jar. Checkers such as NullAway go by the
/// simple name.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE_USE)
public @interface Nullable {}
