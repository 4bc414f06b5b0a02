export interface UnitName {
  id: number
  name: string
}

export interface Unit extends UnitName {
  code: string
  kind: string
  parent: number | null
  path_name: string
  depth: number
  children_count: number
  person_count: number
}
