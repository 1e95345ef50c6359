/**
 * AWS Batch, spoken to by the {@code aws} command: array jobs whose children are containers, on Fargate or EC2.
 */
@NullMarked
package org.musterhpc.launcher.dialect.aws;

import org.jspecify.annotations.NullMarked;
