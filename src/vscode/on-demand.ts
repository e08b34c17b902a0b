// What single commands need: a bundle of its own, loaded when the first of them runs. Errors and results that it makes
// are told apart by `kind`, as between all bundles.
export { listModels } from '../core/providers/discovery.ts';
export { probe } from '../core/providers/probe.ts';
export { lessonSentences } from './dashboard/lessons.ts';
export { renderPage } from './dashboard/page.ts';
