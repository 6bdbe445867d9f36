package dev.tidemill.task;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The result may be dropped, although the type says [dev.tidemill.annotation.CheckReturnValue].
///
/// Error Prone goes by the simple name here too.
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
@interface CanIgnoreReturnValue {}
