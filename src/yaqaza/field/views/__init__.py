"""The pages: a day on the road, missions, teams, panels for other pages."""
