/** How many runs a comparison takes. */
export const comparable = { least: 2, most: 20 } as const

export const canCompare = (runs: readonly unknown[]): boolean => runs.length >= comparable.least && runs.length <= comparable.most
