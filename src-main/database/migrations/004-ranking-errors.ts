/** Why a ranking failed or was interrupted, as the user reads it. */
export const rankingErrors = `
ALTER TABLE rankings ADD COLUMN error_code TEXT;
ALTER TABLE rankings ADD COLUMN error_message TEXT;
`
