/** The last lines of a stream, however much flows through. */
export class TextTail {
  private text = ''

  constructor(
    private readonly maxLines: number,
    private readonly maxCharacters = 8000,
  ) {}

  add(part: string): void {
    this.text = (this.text + part).slice(-this.maxCharacters)
  }

  lines(): string[] {
    return this.text.split(/\r?\n/).filter((line) => line.trim() !== '').slice(-this.maxLines)
  }
}
