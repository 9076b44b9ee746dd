import { builtInPresets } from '../../../src-contract/domain/presets'
import type { OfferState } from '../../../src-contract/domain/folder-offer'
import { request } from '../../api/client'
import { useResource } from '../../state/resource.svelte'
import { goTo } from '../../state/router.svelte'
import { attempt } from '../../state/toasts'
import { form } from '../new-run/form.svelte'

/** Imports the sample and then opens what it was wanted for. Create it while a component is set up. */
export class QuickLook {
  /** Where the import stands; null before it was asked for. */
  readonly state: OfferState | null
  private offerId = $state<string | null>(null)
  private wanted = $state<'data' | 'run'>('data')

  constructor() {
    const offers = useResource(() => request('datasets.offers'), () => ['offers'])
    const offer = $derived(offers.value?.find(({ id }) => id === this.offerId) ?? null)
    this.state = $derived(offer?.state ?? null)
    $effect(() => {
      if (offer?.state.step === 'imported') void this.goOn(offer.id, offer.state.datasetId)
    })
  }

  /** `run`: then fills in the form of a new run with the quick preset. */
  async start(wanted: 'data' | 'run'): Promise<void> {
    this.wanted = wanted
    await attempt(async () => {
      this.offerId = await request('datasets.offer-sample')
    })
  }

  private async goOn(offer: string, dataset: string): Promise<void> {
    await attempt(() => request('datasets.put-away', offer))
    if (this.wanted === 'data') {
      goTo('datasets', dataset)
      return
    }
    const quick = builtInPresets.find(({ id }) => id === 'quick')
    if (quick !== undefined) form.fill(quick.request)
    goTo('new-run', 'dataset', dataset)
  }
}
