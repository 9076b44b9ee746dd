/** Users' spaces as supernets, one of each template with every operation. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { readSpace } from '../../../src-main/spaces/read-space'
import { createSupernet } from '../../../src-worker/supernet/supernet'

const resources = join(import.meta.dirname, '../../../resources/search-spaces')
const spaces = ['small-cell', 'small-chain'].map((name) => ({ name, config: { id: 'own', spec: readSpace(readFileSync(join(resources, `${name}.json`), 'utf8'), name) } as const }))

describe.each(spaces)('$name', ({ config }) => {
  it('counts as parameters what its tensors hold without the classifier bias, subnet by subnet', () => {
    const built = createSearchSpace(config, 10)
    const { layout } = createSupernet(config, 10)
    for (let operation = 0; operation < config.spec.operations.length; operation++) {
      const architecture = built.choices.map(({ operations }) => Math.min(operation, operations.length - 1))
      const held = [...built.used(architecture)].reduce((sum, name) => sum + (layout.entries.get(name)?.size ?? NaN), 0)
      expect(built.parameters(architecture)).toBe(held - 10)
    }
  })
})
