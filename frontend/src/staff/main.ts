import { createApp } from 'vue'

import '@/ui/tokens.css'
import './app/elements'
import App from './App.vue'
import { router } from './router'

createApp(App).use(router).mount('#app')
