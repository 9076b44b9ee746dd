/** Learning-rate schedules as pure functions of step and complexity; the worker trains with them, the window draws them. */

/** γ(a) of CaLR (paper, section 3.2): falls linearly in ln C from γmax at Cmin to 1/γmax at Cmax. */
export function calrGamma(complexity: number, extremes: { readonly smallest: number; readonly largest: number }, gammaMax: number): number {
  const gammaMin = 1 / gammaMax
  const slope = -(gammaMax - gammaMin) / (Math.log(extremes.largest) - Math.log(extremes.smallest))
  return slope * Math.log(complexity) + gammaMin - slope * Math.log(extremes.largest)
}

/** (1 - t/T)^γ: CaLR and fixed γ. */
export function decayFactor(step: number, totalSteps: number, gamma: number): number {
  return (1 - step / totalSteps) ** gamma
}

/** Half a cosine from 1 to 0, per iteration. */
export function cosineFactor(step: number, totalSteps: number): number {
  return (1 + Math.cos((Math.PI * step) / totalSteps)) / 2
}

/** Steps per epoch: ceil(images/batch), the smaller last batch kept; a remainder of one image joins the batch before. */
export function stepsPerEpoch(images: number, batch: number): number {
  const whole = Math.floor(images / batch)
  const rest = images % batch
  return whole + (rest > 1 || (rest === 1 && whole === 0) ? 1 : 0)
}

/** T: total iterations of one stage; run-schedule.ts knows how many stages a run has. */
export function totalStepsOf(length: { readonly epochs: number } | { readonly steps: number }, images: number, batch: number): number {
  return 'steps' in length ? length.steps : length.epochs * stepsPerEpoch(images, batch)
}
