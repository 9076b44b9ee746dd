import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Beside the list of the packages: some that are under it come without its text. */
export const apacheFile = 'Apache-2.0.txt'

/**
 * The text of an npm package's licence: a file of its own, a section of its README, or the words that the named licence
 * has for everybody. Empty where there is none of these.
 */
export function licenceText(folder, named) {
  if (!existsSync(folder)) return ''
  const names = readdirSync(folder)
  const read = (name) => readFileSync(join(folder, name), 'utf8')
  const file = names.find((name) => /^(licen[cs]e|copying)/i.test(name))
  if (file !== undefined) return read(file)
  const readme = names.find((name) => /^readme/i.test(name))
  return (readme === undefined ? '' : licenceSection(read(readme))) || commonText(named, JSON.parse(read('package.json')))
}

/** The section under a heading such as "License", where it has the words and not only a name. */
function licenceSection(text) {
  const [, section = ''] = /^#*[ \t]*licen[cs]e[ \t]*#*\n(?:[-=]+\n)?([\s\S]*?)(?=^#+[ \t]|$(?![\s\S]))/im.exec(text) ?? []
  return /permission is hereby granted|redistribution and use/i.test(section) ? section.trim() : ''
}

function commonText(named, { name, author }) {
  const holder = (typeof author === 'string' ? author : author?.name) ?? `the authors of ${name}`
  const texts = { 'Apache-2.0': `Apache License, Version 2.0: its text is in ${apacheFile}.`, MIT: mit(holder.replace(/\s*[<(].*$/, '')) }
  const parts = named.replace(/[()]/g, '').split(' AND ')
  return parts.every((part) => part in texts) ? parts.map((part) => texts[part]).join('\n\n') : ''
}

const mit = (holder) => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`
