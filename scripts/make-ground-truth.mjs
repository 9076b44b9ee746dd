#!/usr/bin/env node
// Makes resources/ground-truth/nas-bench-201.csv from a full NAS-Bench-201 table. The strings and the parameters of the
// architectures follow from their index, so only the measured facts are kept.
//
//   node scripts/make-ground-truth.mjs TABLE.csv [OUTPUT.csv]
//
// TABLE.csv has a header with at least: index, the six accuracies below (percent) and in_paper_eval_subset (0 or 1).
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const accuracies = ['cifar10_valid', 'cifar10_test', 'cifar100_valid', 'cifar100_test', 'imagenet16_valid', 'imagenet16_test']
const architectures = 5 ** 6

const [input, output = fileURLToPath(new URL('../resources/ground-truth/nas-bench-201.csv', import.meta.url))] = process.argv.slice(2)
if (input === undefined) {
  console.error('Usage: node scripts/make-ground-truth.mjs TABLE.csv [OUTPUT.csv]')
  process.exit(2)
}

const [header, ...lines] = readFileSync(input, 'utf8').trimEnd().split(/\r?\n/)
const names = header.split(',')
const position = (name) => {
  const found = names.indexOf(name)
  if (found < 0) fail(1, `there is no column ${name}`)
  return found
}
const columns = ['index', ...accuracies, 'in_paper_eval_subset'].map(position)
if (lines.length !== architectures) fail(1, `${architectures} rows are needed, found ${lines.length}`)

const rows = lines.map((line, row) => {
  const cells = line.split(',')
  const [index, ...rest] = columns.map((column) => Number(cells[column]))
  const subset = rest.pop()
  if (index !== row) fail(row + 2, `index ${row} expected, found ${cells[columns[0]]}`)
  if (rest.some((accuracy) => !(accuracy >= 0 && accuracy <= 100))) fail(row + 2, 'an accuracy is not from 0 to 100')
  if (subset !== 0 && subset !== 1) fail(row + 2, 'in_paper_eval_subset must be 0 or 1')
  return [index, ...rest, subset].join(',')
})
writeFileSync(output, `${['index', ...accuracies, 'paper_subset'].join(',')}\n${rows.join('\n')}\n`)
console.log(`${rows.length} architectures written to ${output}`)

function fail(line, reason) {
  console.error(`${input}, line ${line}: ${reason}.`)
  process.exit(3)
}
