import { BarChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use, type ECharts } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, GridComponent, SVGRenderer])

const INK = '#1f2328'
const LINE = '#d0d7de'
const BRAND = '#1456b8'
const LONGEST_NAME = 130

export interface Bars {
  labels: string[]
  values: number[]
  /** What stands at the bar's end: the figure with its unit. */
  texts: string[]
  horizontal: boolean
  highest?: number
}

/** Chinese characters are as wide as high. */
const nameWidth = (labels: string[]) => Math.min(LONGEST_NAME, Math.max(...labels.map(({ length }) => length * 12))) + 16

/** One colour, figures at the bars, no legend: the drawing of a table that stands beside it. */
function optionOf({ labels, values, texts, horizontal, highest }: Bars) {
  const names = {
    type: 'category' as const,
    data: labels,
    inverse: horizontal,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: LINE } },
    axisLabel: { color: INK, width: horizontal ? LONGEST_NAME : 80, overflow: 'truncate' as const },
  }
  const numbers = {
    type: 'value' as const,
    max: highest ?? null,
    splitLine: { lineStyle: { color: '#eaeef2' } },
    axisLabel: { color: '#57606a' },
  }
  return {
    animation: false,
    textStyle: { fontFamily: 'inherit' },
    grid: { left: horizontal ? nameWidth(labels) : 48, right: horizontal ? 72 : 8, top: 24, bottom: 28 },
    xAxis: horizontal ? numbers : names,
    yAxis: horizontal ? names : numbers,
    series: [
      {
        type: 'bar' as const,
        data: values,
        barMaxWidth: 28,
        itemStyle: { color: BRAND },
        label: {
          show: true,
          position: horizontal ? ('right' as const) : ('top' as const),
          color: INK,
          formatter: ({ dataIndex }: { dataIndex: number }) => texts[dataIndex] ?? '',
        },
      },
    ],
  }
}

export function drawBars(place: HTMLElement, bars: Bars): ECharts {
  const chart = init(place, null, { renderer: 'svg' })
  chart.setOption(optionOf(bars))
  return chart
}
