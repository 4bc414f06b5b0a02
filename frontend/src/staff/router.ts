import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'

import AppHome from './app/AppHome.vue'
import AppNotFound from './app/AppNotFound.vue'
import type { Permission } from './app/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Who finds the page; others see 没有找到. */
    permission?: Permission
  }
}

const importPages = (path: string, name: string, permission: Permission): RouteRecordRaw[] => [
  { path, name, component: () => import('./imports/ImportList.vue'), props: { resource: name }, meta: { permission } },
  {
    path: `${path}/:id`,
    name: `${name}-preview`,
    component: () => import('./imports/ImportPreview.vue'),
    props: ({ params }) => ({ resource: name, id: params['id'] }),
    meta: { permission },
  },
]

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: AppHome },

  { path: '/people', name: 'people', component: () => import('./people/PeoplePage.vue'), meta: { permission: 'seePeople' } },
  { path: '/slips', name: 'slips', component: () => import('./people/SlipsPage.vue'), meta: { permission: 'managePeople' } },
  { path: '/post-requests', name: 'post-requests', component: () => import('./people/PostRequestsPage.vue'), meta: { permission: 'managePeople' } },
  ...importPages('/unit-imports', 'unit-imports', 'importUnits'),
  ...importPages('/roster-imports', 'roster-imports', 'managePeople'),

  { path: '/questions', name: 'questions', component: () => import('./questions/QuestionsPage.vue'), meta: { permission: 'seeBank' } },
  { path: '/questions/new', name: 'question-new', component: () => import('./questions/QuestionEditor.vue'), meta: { permission: 'writeQuestions' } },
  {
    path: '/questions/:id',
    name: 'question',
    component: () => import('./questions/QuestionPage.vue'),
    props: true,
    meta: { permission: 'seeBank' },
  },
  {
    path: '/questions/:id/edit',
    name: 'question-edit',
    component: () => import('./questions/QuestionEditor.vue'),
    props: true,
    meta: { permission: 'writeQuestions' },
  },
  { path: '/reviews', name: 'reviews', component: () => import('./questions/ReviewsPage.vue'), meta: { permission: 'reviewQuestions' } },
  { path: '/question-reports', name: 'question-reports', component: () => import('./questions/ReportsPage.vue'), meta: { permission: 'seeKeys' } },
  { path: '/question-sets', name: 'question-sets', component: () => import('./sets/SetsPage.vue'), meta: { permission: 'seeBank' } },
  { path: '/question-sets/:id', name: 'question-set', component: () => import('./sets/SetPage.vue'), props: true, meta: { permission: 'seeBank' } },
  {
    path: '/question-sets/:id/versions/:number',
    name: 'question-set-version',
    component: () => import('./sets/SetVersionPage.vue'),
    props: true,
    meta: { permission: 'seeBank' },
  },
  ...importPages('/question-imports', 'question-imports', 'writeQuestions'),

  { path: '/laws', name: 'laws', component: () => import('./laws/LawsPage.vue'), meta: { permission: 'seeBank' } },
  { path: '/provisions', name: 'provisions', component: () => import('./laws/ProvisionsPage.vue'), meta: { permission: 'seeBank' } },
  { path: '/laws/:id', name: 'law', component: () => import('./laws/LawPage.vue'), props: true, meta: { permission: 'seeBank' } },
  {
    path: '/laws/:id/comparison',
    name: 'law-comparison',
    component: () => import('./laws/ComparisonPage.vue'),
    props: true,
    meta: { permission: 'seeBank' },
  },
  { path: '/stale-questions', name: 'stale-questions', component: () => import('./laws/StaleQuestionsPage.vue'), meta: { permission: 'seeKeys' } },
  { path: '/must-know-lists', name: 'must-know-lists', component: () => import('./mustKnow/MustKnowLists.vue'), meta: { permission: 'seeMustKnow' } },
  { path: '/must-know-lists/new', name: 'must-know-new', component: () => import('./mustKnow/MustKnowEditor.vue'), meta: { permission: 'writeQuestions' } },
  {
    path: '/must-know-lists/:id',
    name: 'must-know',
    component: () => import('./mustKnow/MustKnowPage.vue'),
    props: true,
    meta: { permission: 'seeMustKnow' },
  },
  {
    path: '/must-know-lists/:id/edit',
    name: 'must-know-edit',
    component: () => import('./mustKnow/MustKnowEditor.vue'),
    props: true,
    meta: { permission: 'writeQuestions' },
  },
  { path: '/bank-health', name: 'bank-health', component: () => import('./health/HealthPage.vue'), meta: { permission: 'seeBank' } },
  ...importPages('/law-imports', 'law-imports', 'writeQuestions'),

  { path: '/exams', name: 'exams', component: () => import('./exams/ExamsPage.vue'), meta: { permission: 'seeExams' } },
  { path: '/exams/new', name: 'exam-new', component: () => import('./exams/ExamNew.vue'), meta: { permission: 'manageExams' } },
  {
    path: '/exams/:id/:step?',
    name: 'exam',
    component: () => import('./exams/ExamPage.vue'),
    props: true,
    meta: { permission: 'seeExams' },
  },

  { path: '/results', name: 'results', component: () => import('./results/ResultsPage.vue'), meta: { permission: 'seeResults' } },
  {
    path: '/results/:id',
    name: 'dashboard',
    component: () => import('./results/DashboardPage.vue'),
    props: true,
    meta: { permission: 'seeResults' },
  },
  {
    path: '/results/:id/persons',
    name: 'result-persons',
    component: () => import('./results/ResultPersons.vue'),
    props: true,
    meta: { permission: 'seeResults' },
  },
  { path: '/exports', name: 'exports', component: () => import('./results/ExportsPage.vue'), meta: { permission: 'takeExports' } },
  { path: '/audit', name: 'audit', component: () => import('./audit/AuditPage.vue'), meta: { permission: 'seeAudit' } },
  { path: '/:rest(.*)*', name: 'nowhere', component: AppNotFound },
]

export const router = createRouter({
  history: createWebHashHistory(),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})
