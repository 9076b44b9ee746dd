/**
 * Runs in the sandbox beside the page, before it. Gives the page three functions and nothing else; no Electron object
 * and no event of it gets through.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { channels, type Answer, type Push, type StudioBridge } from '../../src-contract/bridge'

const ask = (name: string, input: unknown): Promise<Answer> => ipcRenderer.invoke(channels.request, name, input) as Promise<Answer>

const bridge: StudioBridge = {
  request: (name, input) => ask(name, input),
  onPush: (listener) => {
    const heard = (_event: unknown, push: Push): void => listener(push)
    ipcRenderer.on(channels.push, heard)
    return () => {
      ipcRenderer.off(channels.push, heard)
    }
  },
  // A file that a script made has no path, and the empty one is refused by the schema.
  offerDropped: (files) => ask('system.drop', files.map((file) => webUtils.getPathForFile(file))),
}

contextBridge.exposeInMainWorld('studio', bridge)
