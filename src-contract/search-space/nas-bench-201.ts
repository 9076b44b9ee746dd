import type { CellSpec } from './spec'

/** NAS-Bench-201 (Dong and Yang, ICLR 2020): 4 nodes, 6 edges, 5 operations, 15,625 architectures. */
export const nasBench201: CellSpec = {
  template: 'cell',
  id: 'nas-bench-201',
  title: 'NAS-Bench-201',
  nodes: 4,
  edges: [
    [1, 0],
    [2, 0],
    [2, 1],
    [3, 0],
    [3, 1],
    [3, 2],
  ],
  operations: [
    { name: 'none', kind: 'zero' },
    { name: 'skip_connect', kind: 'identity' },
    { name: 'nor_conv_1x1', kind: 'convolution', kernel: 1 },
    { name: 'nor_conv_3x3', kind: 'convolution', kernel: 3 },
    { name: 'avg_pool_3x3', kind: 'average-pool', kernel: 3 },
  ],
}
