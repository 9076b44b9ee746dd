import * as v from 'valibot'
import { statisticsIds, storageIds } from '../domain/choices'
import type { DatasetRecord, Thumbnail } from '../domain/dataset'
import type { DatasetOverview, DatasetRuns, SourceLook } from '../domain/dataset-view'
import type { FolderOffer, OfferReport } from '../domain/folder-offer'
import { imageSizeSetting, splitSeedSetting, validFractionSetting } from '../domain/import-settings'
import { numberSchema } from '../domain/settings'
import { ask, id, name, nothing } from './request'

const path = v.pipe(v.string(), v.minLength(1), v.maxLength(4096))

const thumbnails = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(400))

const importOffer = v.strictObject({
  offer: id,
  name,
  imageSize: numberSchema(imageSizeSetting),
  split: v.strictObject({ validFraction: v.nullable(numberSchema(validFractionSetting)), seed: numberSchema(splitSeedSetting) }),
  storage: v.picklist(storageIds),
  /** Null: published values where the set is CIFAR, else measured. */
  statistics: v.nullable(v.picklist(statisticsIds)),
})

export const datasetRequests = {
  'datasets.list': ask(nothing).gives<readonly DatasetRecord[]>(),
  'datasets.get': ask(id).gives<DatasetRecord>(),
  'datasets.overview': ask(nothing).gives<readonly DatasetOverview[]>(),
  'datasets.runs': ask(id).gives<DatasetRuns>(),
  /** `perClass` training images of each class, `most` in all. */
  'datasets.thumbnails': ask(v.strictObject({ dataset: id, perClass: thumbnails, most: thumbnails })).gives<readonly Thumbnail[]>(),
  'datasets.rename': ask(v.strictObject({ dataset: id, name })).gives<void>(),
  /** Can be taken back until the trash is emptied a little later. `force`: runs that could be resumed with it are given up, all but those that run or are queued. */
  'datasets.remove': ask(v.strictObject({ dataset: id, force: v.boolean() })).gives<void>(),
  'datasets.undo-remove': ask(id).gives<void>(),
  'datasets.source': ask(id).gives<SourceLook>(),
  /** Looks at the source folders of these data sets in the background, unless it did so a short time ago. */
  'datasets.check-sources': ask(v.strictObject({ datasets: v.pipe(v.array(id), v.maxLength(10_000)), again: v.boolean() })).gives<void>(),

  /** Asks for the folder that the images of an indexed set lie in now, and looks for them there. Answers whether one was chosen. */
  'datasets.relocate': ask(id).gives<boolean>(),
  'datasets.stop-relocating': ask(id).gives<void>(),

  'datasets.offers': ask(nothing).gives<readonly FolderOffer[]>(),
  /** A path that was typed or pasted: may begin with ~ or file://. Fails where there is no such folder. */
  'datasets.offer-path': ask(path).gives<void>(),
  /** The folder that a data set was imported from, to import it again as another one. */
  'datasets.offer-source': ask(id).gives<void>(),
  /** The sample that comes with the application; imported at once. Gives the id of its offer. */
  'datasets.offer-sample': ask(nothing).gives<string>(),
  /** Opens the system's folder dialog. Answers whether folders were chosen. */
  'datasets.pick': ask(nothing).gives<boolean>(),
  'datasets.offer-report': ask(id).gives<OfferReport>(),
  'datasets.scan': ask(id).gives<void>(),
  'datasets.import': ask(importOffer).gives<void>(),
  /** Ends the scan or the import of an offered folder. */
  'datasets.stop': ask(id).gives<void>(),
  /** Takes an offered folder off the list, and ends what is under way for it. */
  'datasets.put-away': ask(id).gives<void>(),
}
