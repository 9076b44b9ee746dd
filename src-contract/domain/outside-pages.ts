/** Pages of the outside world that the window offers; the browser opens them. */
export const outsidePages = {
  paper: { title: 'Subnet-Aware Dynamic Supernet Training', address: 'https://arxiv.org/abs/2503.10740' },
  spos: { title: 'Single Path One-Shot with Uniform Sampling', address: 'https://arxiv.org/abs/1904.00420' },
  benchmark: { title: 'NAS-Bench-201', address: 'https://arxiv.org/abs/2001.00326' },
} as const

export type OutsidePageId = keyof typeof outsidePages
export const outsidePageIds = ['paper', 'spos', 'benchmark'] as const satisfies readonly OutsidePageId[]
