import { expect, test } from 'vitest'
import type { RankingFigures } from '../../src-contract/domain/ranking'
import { figuresFile } from '../../src-contract/domain/ranking-view'

test('files name the figures of an order as they always did, each with its number', () => {
  const figures: RankingFigures = {
    kendallTau: 1, spearman: 2, pearson: null, pAtTop: { '1': 6, '5': 7, '10': 8, '50': 9 }, pAtBottom: { '1': 10, '5': 11, '10': 12, '50': 13 },
    bestRankAt: { '1': 14, '5': 15, '10': 16, '50': 17 }, complexityBias: 4, tauWithinEqualParameters: 5,
  }
  expect(figuresFile.columns.map((column, at) => `${column} ${figuresFile.cells(figures)[at]}`)).toEqual([
    'kendall_tau 1', 'spearman 2', 'pearson null', 'complexity_bias 4', 'tau_within_equal_parameters 5',
    'p_at_top_1 6', 'p_at_top_5 7', 'p_at_top_10 8', 'p_at_top_50 9',
    'p_at_bottom_1 10', 'p_at_bottom_5 11', 'p_at_bottom_10 12', 'p_at_bottom_50 13',
    'best_rank_at_1 14', 'best_rank_at_5 15', 'best_rank_at_10 16', 'best_rank_at_50 17',
  ])
})
