"""Which team goes where in which order: proposals made by the computer, changed and accepted by an officer."""
