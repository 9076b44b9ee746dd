/** From the text of a space file to the space, or to a sentence that names the line. */
import { ownSpaceProblem, ownSpaceSchema, type OwnSpace } from '../../src-contract/search-space/own-space'
import { readCheckedJson } from '../system/checked-json'

/** @param source what the file is called in messages. Throws 'space-malformed'. */
export function readSpace(text: string, source: string): OwnSpace {
  return readCheckedJson(text, source, { schema: ownSpaceSchema, problem: ownSpaceProblem, code: 'space-malformed', docs: 'docs/search-spaces.md' })
}
