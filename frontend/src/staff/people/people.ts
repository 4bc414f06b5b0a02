import { http, saveFile, type Page } from '../app/http'
import type { UnitName } from '../app/units'

export interface Post {
  id: number
  unit: UnitName
  office: string
  title: string
  rank: string
  category: string | string[]
  is_leading: boolean
  is_main: boolean
}

export interface Grant {
  id: number
  role: string
  unit: UnitName | null
}

export interface Person {
  id: number
  name: string
  id_number_masked: string
  phone_masked: string
  sex: string
  login_name: string
  employee_number: string | null
  is_active: boolean
  activated: boolean
  posts: Post[]
  roles: Grant[]
}

export interface ActivationCode {
  login: string
  code: string
  valid_until: string
}

export const listPeople = (query: Record<'unit' | 'category' | 'search' | 'status' | 'cursor', string>) =>
  http.get<Page<Person>>('people/', query)
export const setActive = (id: number, isActive: boolean) => http.patch(`people/${id}/`, { is_active: isActive })
export const revealPerson = (id: number, reason: string) =>
  http.post<{ id_number: string; phone: string }>(`people/${id}/reveal/`, { reason })
export const issueCode = (id: number) => http.post<ActivationCode>(`people/${id}/activation-codes/`)
export const readPerson = (id: number) => http.get<Person>(`people/${id}/`)
export const grantRole = (id: number, role: string, unit: string) =>
  http.post(`people/${id}/roles/`, { role, unit: unit || null })
export const takeRole = (id: number, grant: number) => http.delete(`people/${id}/roles/${grant}/`)
export const printSlips = (unit: string, onlyNotActivated: boolean, fileName: string) =>
  saveFile('activation-slips/', { unit, only_not_activated: onlyNotActivated }, fileName)
