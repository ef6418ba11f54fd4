import theme from 'vitepress/theme-without-fonts'
import Exercise from './Exercise.vue'
import './style.css'

export default {
  extends: theme,
  enhanceApp: ({ app }: { readonly app: { component: (name: string, component: unknown) => unknown } }) => {
    app.component('Exercise', Exercise)
  }
}
