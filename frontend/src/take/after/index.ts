/** What a candidate reads after the examination: one lot to load. */
export { default as ResultPage } from './ResultPage.vue'
export { default as Review } from './Review.vue'
