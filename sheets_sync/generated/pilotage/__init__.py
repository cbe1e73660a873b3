"""« Pilotage »: two landscape pages on one grid, and the numbers behind them."""
