import { defineConfig } from 'vitest/config'

/** `npm run bench -- ui`: apart from the tests, because it measures and needs the machine for itself. */
export default defineConfig({
  test: { include: ['test/bench/ui.ts'], pool: 'forks', testTimeout: 900_000, hookTimeout: 900_000 },
})
