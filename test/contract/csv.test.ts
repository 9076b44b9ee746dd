import { expect, test } from 'vitest'
import { csvText } from '../../src-contract/csv'

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['two\nlines', '"two\nlines"'],
  ['|nor_conv_3x3~0|', '|nor_conv_3x3~0|'],
  ['', ''],
])('%j is the field %j', (text, field) => {
  expect(csvText(text)).toBe(field)
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '=HYPERLINK("http://example.org","x")'])('%j does not begin as a formula', (text) => {
  const field = csvText(text)
  expect(field.replace(/^"/, '').startsWith("'")).toBe(true)
  expect(field).toContain(text.replaceAll('"', '""'))
})
