"""Demo content: texts in content/, pictures drawn by artwork/, loaded once by load.load_demo."""
