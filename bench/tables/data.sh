#!/bin/sh
# Writes the tables of the comparison as CSV into a folder. Needs the Debian packages python3-sklearn, r-base-core, r-cran-mass,
# r-cran-palmerpenguins and r-cran-modeldata; the tables are parts of these packages, and none is copied into the repository.
set -e
mkdir -p "$1"
cd "$1"
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
/usr/bin/python3 - <<'PYTHON'
import csv
from sklearn import datasets

for name in ['iris', 'wine', 'breast_cancer', 'digits', 'diabetes']:
    data = getattr(datasets, 'load_' + name)()
    label = {'diabetes': float, 'digits': 'digit {}'.format}.get(name, lambda y: data.target_names[y])
    with open(name + '.csv', 'w', newline='') as file:
        writer = csv.writer(file)
        writer.writerow([*data.feature_names, 'target'])
        writer.writerows([*map(float, x), label(y)] for x, y in zip(data.data, data.target))
PYTHON
Rscript -e '
save <- function(table, name) write.csv(as.data.frame(table), name, row.names = FALSE)
save(MASS::Boston, "boston.csv")
save(palmerpenguins::penguins, "penguins.csv")
data(concrete, package = "modeldata")
save(concrete, "concrete.csv")'
