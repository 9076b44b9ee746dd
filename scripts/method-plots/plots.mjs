// The pictures of docs/method.md, each from the functions that train: `schedule` is src-contract/schedule.ts, `space` a
// search space, `parameters` how many architectures of it have which number of parameters.
import { arrow, axes, bar, box, colours, curve, dot, legend, picture, text } from './svg.mjs'

const range = (count, value) => Array.from({ length: count }, (_, at) => value(at))
const short = (value) => (value >= 1e6 ? `${(value / 1e6).toFixed(2)} M` : `${(value / 1e3).toFixed(value < 1e5 ? 1 : 0)} k`)
const quarters = [0, 0.25, 0.5, 0.75, 1]
const shares = quarters.map((value) => [value, `${value * 100} %`])
const factors = quarters.map((value) => [value, String(value)])
const muted = '#4b5563'
const gammaMax = 4

/** Mean of the factor over a run of many steps: the integral of (1 - s)^γ. */
export const meanFactor = (gamma) => 1 / (gamma + 1)

/** Over all architectures, each as likely as the others. */
export function spaceMean({ schedule, space, parameters }, value) {
  const all = parameters.reduce((sum, { count }) => sum + count, 0)
  return parameters.reduce((sum, { value: complexity, count }) => sum + count * value(schedule.calrGamma(complexity, space.extremes, gammaMax)), 0) / all
}

/** γ over complexity, for three settings of γmax. */
function gamma({ schedule, space, parameters }) {
  const { smallest, largest } = space.extremes
  const plot = axes({ x: 64, y: 40, width: 420, height: 240, xs: [smallest, largest], ys: [0, 8], log: true, xName: 'parameters of the subnet (logarithmic)', yName: 'exponent γ', xTicks: [[smallest, short(smallest)], [200_000, '200 k'], [500_000, '500 k'], [largest, short(largest)]], yTicks: [0, 1, 2, 4, 6, 8].map((value) => [value, String(value)]) })
  const line = (most) => range(61, (at) => smallest * (largest / smallest) ** (at / 60)).map((complexity) => [complexity, schedule.calrGamma(complexity, space.extremes, most)])
  return picture(660, 350, 'The exponent of CaLR over the parameters of a subnet', [
    ...plot.parts,
    curve(plot, line(8), colours[1], { dash: '6 4' }),
    curve(plot, line(2), colours[3], { dash: '2 3' }),
    curve(plot, line(4), colours[4]),
    ...parameters.map(({ value }) => dot(plot, value, schedule.calrGamma(value, space.extremes, 4), colours[4])),
    ...legend(510, 60, [{ name: 'γmax 8', colour: colours[1], dash: '6 4' }, { name: 'γmax 4 (default)', colour: colours[4] }, { name: 'γmax 2', colour: colours[3], dash: '2 3' }]),
    text(510, 132, `dots: the ${parameters.length} sizes`, { colour: muted }),
    text(510, 149, 'of NAS-Bench-201', { colour: muted }),
  ])
}

/** The factor over the steps, for five subnets between the extremes. */
function factor({ schedule, space, parameters }) {
  const plot = axes({ x: 64, y: 40, width: 420, height: 240, xs: [0, 1], ys: [0, 1], xName: 'step t, in percent of T', yName: 'factor on the rate', xTicks: shares, yTicks: factors })
  const chosen = range(5, (at) => space.extremes.smallest * (space.extremes.largest / space.extremes.smallest) ** (at / 4)).map((wanted) => parameters.reduce((best, { value }) => (Math.abs(Math.log(value / wanted)) < Math.abs(Math.log(best / wanted)) ? value : best), parameters[0].value))
  const exponents = chosen.map((value) => schedule.calrGamma(value, space.extremes, gammaMax))
  const steps = range(121, (at) => 1 - (1 - at / 120) ** 2)
  return picture(660, 350, 'The factor of CaLR over the steps of a run, for five subnets', [
    ...plot.parts,
    ...exponents.map((exponent, at) => curve(plot, steps.map((t) => [t, schedule.decayFactor(t, 1, exponent)]), colours[at])),
    ...legend(500, 60, chosen.map((value, at) => ({ name: `${short(value)}, γ ${exponents[at].toFixed(2)}`, colour: colours[at] }))),
  ])
}

/** All schedules, CaLR as its mean over the space with the smallest and the largest subnet around it. */
function schedules(given) {
  const { schedule, space } = given
  const plot = axes({ x: 64, y: 40, width: 420, height: 240, xs: [0, 1], ys: [0, 1], xName: 'step t, in percent of T', yName: 'rate / rate at the start', xTicks: shares, yTicks: factors })
  const steps = range(121, (at) => 1 - (1 - at / 120) ** 2)
  const equal = 1 / spaceMean(given, meanFactor) - 1
  const line = (value) => steps.map((t) => [t, value(t)])
  return picture(660, 350, 'The learning-rate schedules compared', [
    ...plot.parts,
    curve(plot, line(() => 1), colours[6], { dash: '2 3' }),
    curve(plot, line((t) => schedule.cosineFactor(t, 1)), colours[5]),
    curve(plot, line((t) => schedule.decayFactor(t, 1, equal)), colours[0], { dash: '8 4' }),
    curve(plot, line((t) => schedule.decayFactor(t, 1, schedule.calrGamma(space.extremes.smallest, space.extremes, gammaMax))), colours[4], { width: 1, dash: '4 3' }),
    curve(plot, line((t) => schedule.decayFactor(t, 1, schedule.calrGamma(space.extremes.largest, space.extremes, gammaMax))), colours[4], { width: 1, dash: '4 3' }),
    curve(plot, line((t) => spaceMean(given, (exponent) => schedule.decayFactor(t, 1, exponent))), colours[4]),
    ...legend(500, 60, [
      { name: 'constant', colour: colours[6], dash: '2 3' },
      { name: 'cosine', colour: colours[5] },
      { name: `fixed γ ${equal.toFixed(2)}`, colour: colours[0], dash: '8 4' },
      { name: 'CaLR, mean', colour: colours[4] },
      { name: 'its extremes', colour: colours[4], dash: '4 3' },
    ]),
  ])
}

/** What a subnet gets over a whole run. */
function meanRate(given) {
  const { schedule, space, parameters } = given
  const { smallest, largest } = space.extremes
  const plot = axes({ x: 64, y: 40, width: 420, height: 240, xs: [smallest, largest], ys: [0, 1], log: true, xName: 'parameters of the subnet (logarithmic)', yName: 'mean rate over a run / rate at the start', xTicks: [[smallest, short(smallest)], [200_000, '200 k'], [500_000, '500 k'], [largest, short(largest)]], yTicks: factors })
  const mean = spaceMean(given, meanFactor)
  const flat = (value) => [[smallest, value], [largest, value]]
  return picture(660, 350, 'The mean learning rate of a subnet over a run', [
    ...plot.parts,
    curve(plot, flat(0.5), colours[5]),
    curve(plot, flat(mean), colours[0], { dash: '8 4' }),
    curve(plot, range(61, (at) => smallest * (largest / smallest) ** (at / 60)).map((value) => [value, meanFactor(schedule.calrGamma(value, space.extremes, gammaMax))]), colours[4]),
    ...parameters.map(({ value }) => dot(plot, value, meanFactor(schedule.calrGamma(value, space.extremes, gammaMax)), colours[4])),
    ...legend(500, 60, [{ name: 'cosine: 0.5', colour: colours[5] }, { name: 'CaLR', colour: colours[4] }, { name: `its mean: ${mean.toFixed(3)}`, colour: colours[0], dash: '8 4' }]),
  ])
}

/** How many architectures have how many parameters. */
function complexity({ space, parameters, chain, chainBins }) {
  const all = parameters.reduce((sum, { count }) => sum + count, 0)
  const drawn = chainBins.reduce((sum, { count }) => sum + count, 0)
  const most = Math.ceil((100 * Math.max(...parameters.map(({ count }) => count))) / all / 5) * 5
  const mostDrawn = Math.ceil((100 * Math.max(...chainBins.map(({ count }) => count))) / drawn / 5) * 5
  const { smallest, largest } = space.extremes
  const left = axes({ x: 64, y: 60, width: 260, height: 210, xs: [0, 1.6e6], ys: [0, most], xName: 'parameters, NAS-Bench-201', yName: 'percent of all architectures', xTicks: [0, 0.5e6, 1e6, 1.5e6].map((value) => [value, `${value / 1e6} M`]), yTicks: [0, most / 2, most].map((value) => [value, String(value)]) })
  const right = axes({ x: 400, y: 60, width: 240, height: 210, xs: [chain.extremes.smallest, chain.extremes.largest], ys: [0, mostDrawn], xName: 'parameters, MobileNet (20,000 drawn)', yName: 'percent of those drawn', xTicks: [3e6, 4e6, 5e6].map((value) => [value, `${value / 1e6} M`]), yTicks: [0, mostDrawn / 2, mostDrawn].map((value) => [value, String(value)]) })
  return picture(660, 350, 'How parameters are spread over the two spaces', [
    text(18, 26, `${short(smallest)} to ${short(largest)}, ${parameters.length} sizes`, { colour: muted }),
    text(354, 26, `${short(chain.extremes.smallest)} to ${short(chain.extremes.largest)}`, { colour: muted }),
    ...left.parts,
    ...parameters.map(({ value, count }) => bar(left, value - 11_000, value + 11_000, (100 * count) / all, colours[4])),
    ...right.parts,
    ...chainBins.map(({ from, to, count }) => bar(right, from, to, (100 * count) / drawn, colours[3])),
  ])
}

/** Momentum separation: one set of weights, a set of buffers for each operation on the split choice. */
function pools({ space }) {
  const { name, operations } = space.choices[0]
  const row = (at) => 62 + at * 52
  const middle = row((operations.length - 1) / 2) + 18
  return picture(660, 350, 'Momentum separation: shared weights, one set of momentum buffers for each group of subnets', [
    text(24, 34, `subnets by ${name}`, { weight: 600 }),
    text(330, 34, 'momentum buffers', { weight: 600 }),
    text(530, 34, 'weights', { weight: 600 }),
    ...operations.flatMap((operation, at) => [
      box(24, row(at), 210, 36, '#ffffff', colours[at]),
      text(38, row(at) + 23, operation),
      arrow(234, row(at) + 18, 330, row(at) + 18, colours[at]),
      text(282, row(at) + 12, 'gradient', { anchor: 'middle', colour: muted, size: 11 }),
      box(330, row(at), 120, 36, colours[at], colours[at]),
      text(390, row(at) + 23, `m${at}`, { anchor: 'middle', colour: '#ffffff', weight: 600 }),
      arrow(450, row(at) + 18, 530, middle, colours[at]),
    ]),
    box(530, middle - 44, 106, 88, '#eef0f4', muted),
    text(583, middle - 4, 'one set,', { anchor: 'middle' }),
    text(583, middle + 14, 'shared by all', { anchor: 'middle' }),
    text(24, 334, 'A step reads and writes the buffers of its own group only; weight decay reaches all weights used so far.', { colour: muted }),
  ])
}

export const plots = { 'method-gamma': gamma, 'method-factor': factor, 'method-schedules': schedules, 'method-mean-rate': meanRate, 'method-complexity': complexity, 'method-pools': pools }
