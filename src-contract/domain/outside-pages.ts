/** Pages of the outside world that the window offers; the browser opens them. */
export const outsidePages = {
  paper: { title: 'Subnet-Aware Dynamic Supernet Training', address: 'https://arxiv.org/abs/2503.10740' },
  spos: { title: 'Single Path One-Shot with Uniform Sampling', address: 'https://arxiv.org/abs/1904.00420' },
  fairnas: { title: 'FairNAS', address: 'https://arxiv.org/abs/1907.01845' },
  fsnas: { title: 'Few-Shot Neural Architecture Search', address: 'https://arxiv.org/abs/2006.06863' },
  benchmark: { title: 'NAS-Bench-201', address: 'https://arxiv.org/abs/2001.00326' },
} as const

export type OutsidePageId = keyof typeof outsidePages
export const outsidePageIds = ['paper', 'spos', 'fairnas', 'fsnas', 'benchmark'] as const satisfies readonly OutsidePageId[]
