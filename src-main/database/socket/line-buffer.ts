import { StringDecoder } from 'node:string_decoder'

/** Cuts a stream of bytes into lines. */
export class LineBuffer {
  private readonly decoder = new StringDecoder('utf8')
  private rest = ''

  /** The lines that this chunk completes. */
  push(chunk: Buffer): string[] {
    const lines = (this.rest + this.decoder.write(chunk)).split('\n')
    this.rest = lines.pop() ?? ''
    return lines
  }

  /** Characters of the line that is not complete yet. */
  get pending(): number {
    return this.rest.length
  }
}
