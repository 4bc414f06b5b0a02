/** What a candidate reads before the examination: one lot to load. */
export { default as Entry } from './Entry.vue'
export { default as Home } from './Home.vue'
