import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Two cores are the smallest machine that the suite is meant for.
    maxWorkers: 2,
    // Guards against hanging, with room for a busy machine; deadlines that are promised are asserted by the tests.
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
})
