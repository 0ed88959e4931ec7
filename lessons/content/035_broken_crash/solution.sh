kubectl logs -l app={{app}}
kubectl set env deployment/{{app}} {{mend}}
! wait 20
