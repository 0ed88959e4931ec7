kubectl patch resourcequota small --type=json -p '[{"op":"replace","path":"/spec/hard","value":{"pods":"10"}}]'
kubectl rollout restart deployment/{{app}}
! wait 40
