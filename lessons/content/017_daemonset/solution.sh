! answer make/predict 2
! text make
! text tolerate
! until 60 test $(kubectl get pods -l app=agent --no-headers | grep -c 1/1) = 3
! text again
! wait 5
