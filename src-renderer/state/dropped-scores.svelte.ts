/** A file of scores that was dropped on the window, until the form that judges it takes it. */
export interface ScoreFile {
  readonly name: string
  readonly text: string
}

class DroppedScores {
  file = $state.raw<ScoreFile | null>(null)

  take(): ScoreFile | null {
    const { file } = this
    this.file = null
    return file
  }
}

export const droppedScores = new DroppedScores()

export const isScoreFile = ({ name }: Pick<File, 'name'>): boolean => /\.csv$/i.test(name)
