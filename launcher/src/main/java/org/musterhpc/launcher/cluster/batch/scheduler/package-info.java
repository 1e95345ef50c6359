/**
 * What a scheduler is asked, and what is known of arrays from its answers: commands are a dialect's, run over a shell,
 * each with a time limit, and answers are shared by all who watch the cluster. It uses dialects, shells and the ledger;
 * {@code submission} and {@code batch} call it, and so may whatever looks into a cluster.
 */
@NullMarked
package org.musterhpc.launcher.cluster.batch.scheduler;

import org.jspecify.annotations.NullMarked;
