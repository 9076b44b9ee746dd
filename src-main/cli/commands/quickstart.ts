import { listenerOf, withStudio } from '../context'
import { describeUse } from '../help'
import { describeQuickstart, quickstartFields, type Trained } from '../quickstart/report'
import { shortScale, strategiesAt, usualScale } from '../quickstart/scale'
import { provideRanking, provideRun, provideSample } from '../quickstart/steps'
import type { AddCommand } from './command'

export const addQuickstart: AddCommand = (parent, run) => {
  const command = parent
    .command('quickstart')
    .summary('see it work: two small supernets, trained and ranked, in six to nine minutes')
    .description('Imports the sample of CIFAR-10 that comes along, trains SPOS and SPOS with CaLR and momentum separation at a small scale, ranks 327 architectures with both and compares. Run again, it takes up what is there.')
    .option('--short', 'the same steps with almost nothing of each, in about a minute: shows that all works, its figures say nothing')
    .action(({ short }: { readonly short?: boolean }) =>
      run((context) =>
        withStudio(context, async (studio) => {
          const from = performance.now()
          const say = (text: string): void => {
            context.terminal.note(text)
            context.terminal.event('step', { message: text })
          }
          const scale = short === true ? shortScale : usualScale
          const guide = { context, studio, listener: listenerOf(context), say }
          const dataset = await provideSample(guide)
          const trained: Trained[] = []
          for (const { title, request } of strategiesAt(scale)) {
            const supernet = await provideRun(guide, { ...request, dataset: dataset.id }, dataset)
            trained.push({ title, run: supernet, ranking: await provideRanking(guide, supernet, scale) })
          }
          const seconds = (performance.now() - from) / 1000
          context.terminal.result(quickstartFields(dataset.id, trained, seconds), () => describeQuickstart(trained, seconds, scale))
          return undefined
        }),
      ),
    )
  describeUse(command, ['quickstart', 'quickstart --short', 'quickstart --home /tmp/try-it'], '{"dataset","runs":[{"title","run","kendallTau",…,"byLoss"}],"seconds"}')
}
