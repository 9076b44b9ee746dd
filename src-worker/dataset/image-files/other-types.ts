const signatures: readonly (readonly [name: string, test: (head: string) => boolean])[] = [
  ['WebP', (head) => head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP'],
  ['AVIF', (head) => head.slice(4, 8) === 'ftyp' && /avi[fs]/.test(head.slice(8, 32))],
  ['HEIC', (head) => head.slice(4, 8) === 'ftyp' && /hei[cxms]|hev[cx]|mif1|msf1/.test(head.slice(8, 32))],
  ['video', (head) => head.slice(4, 8) === 'ftyp' || head.startsWith('\x1aE\xdf\xa3')],
  ['TIFF', (head) => head.startsWith('II*\0') || head.startsWith('MM\0*')],
  ['JPEG XL', (head) => head.startsWith('\xff\x0a') || head.startsWith('\0\0\0\x0cJXL ')],
  ['JPEG 2000', (head) => head.startsWith('\0\0\0\x0cjP  ') || head.startsWith('\xff\x4f\xff\x51')],
  ['Photoshop', (head) => head.startsWith('8BPS')],
  ['icon', (head) => head.startsWith('\0\0\x01\0')],
  ['PDF', (head) => head.startsWith('%PDF')],
  ['ZIP archive', (head) => head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')],
  ['gzip', (head) => head.startsWith('\x1f\x8b')],
  ['SVG', (head) => /<svg[\s>]/i.test(head)],
  ['HTML', (head) => /<!doctype html|<html[\s>]/i.test(head)],
  ['XML', (head) => /^\s*<\?xml/.test(head)],
  ['text', (head) => head.length > 0 && !/[^\t\n\r\x20-\x7e\x80-\xff]/.test(head)],
]

/** What a file that is none of the four formats really is, as far as its first bytes tell. */
export function otherType(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, 512)
  return signatures.find(([, test]) => test(head))?.[0] ?? null
}
