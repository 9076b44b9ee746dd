/**
 * The newest checkpoint when a ranking was asked for, beside the one it evaluates: they differ where the newest is
 * damaged, and then an equal question must still find the ranking that answers it.
 */
export const askedCheckpoint = `
ALTER TABLE rankings ADD COLUMN asked_step INTEGER NOT NULL DEFAULT 0;
UPDATE rankings SET asked_step = checkpoint_step;
`
