/**
 * The API's root relative to the document, so that sub-paths (`/xuefa/`), other host names and plain http all work.
 * `take` is served at `<root>/`, `staff` at `<root>/staff/`.
 */
export const TAKE_API = 'api/v1/'
export const STAFF_API = '../api/v1/'
