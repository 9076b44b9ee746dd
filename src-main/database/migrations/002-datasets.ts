/**
 * Reports of imports tell rejected files apart from those they name, and where duplicates lie. Of older imports it is
 * only known that an equal image in no other split lies in the same one.
 */
export const datasets = `
UPDATE datasets SET record = json_set(
  json_remove(record, '$.report.duplicates.examples'),
  '$.report.rejectedCount', json_array_length(record, '$.report.rejected'),
  '$.report.duplicates.withinSplits', (record ->> '$.report.duplicates.images') - (record ->> '$.report.duplicates.acrossSplits'),
  '$.report.duplicates.pairs', json('[]')
) WHERE record ->> '$.report.rejectedCount' IS NULL;
`
